"""Customer tokens that we sign, and identities that the host site signs. Both are JWT, HS256."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from handoff.application.ports import BadToken, Identity, TokenHolder
from handoff.domain.ids import CustomerId

_ALGORITHM = "HS256"
_CUSTOMERS = "hangat-customer"
_SITE = "hangat-site"


@dataclass(frozen=True, slots=True)
class JwtTokens:
    secret_key: str
    site_key: str
    life: timedelta
    #: An anonymous customer who comes back within this time goes on as the same one.
    renewable: timedelta = timedelta(days=7)
    #: After this the host site has to vouch again: a token that was copied is worth no more.
    identity_life: timedelta = timedelta(hours=12)

    def grant(
        self, customer_id: CustomerId, now: datetime, vouched_at: datetime | None
    ) -> tuple[str, datetime]:
        """A token for *customer_id* and when it runs out."""
        expires_at = (now + self.life).replace(microsecond=0)
        claims: dict[str, Any] = {
            "sub": customer_id,
            "aud": _CUSTOMERS,
            "iat": now,
            "exp": expires_at,
        }
        if vouched_at is not None:
            claims["vouched"] = int(vouched_at.timestamp())
        return jwt.encode(claims, self.secret_key, _ALGORITHM), expires_at

    def customer(self, token: str, now: datetime, *, renewing: bool = False) -> TokenHolder:
        """Whose token it is and when it runs out. Raises BadToken."""
        claims = _claims(token, self.secret_key, _CUSTOMERS)
        expires_at = _time(claims["exp"], now)
        vouched_at = _time(claims["vouched"], now) if "vouched" in claims else None
        until = expires_at
        if renewing:
            until = vouched_at + self.identity_life if vouched_at else expires_at + self.renewable
        if until <= now:
            raise BadToken("the token has run out")
        return TokenHolder(
            customer_id=CustomerId(str(claims["sub"])),
            expires_at=expires_at,
            vouched_at=vouched_at,
        )

    def identity(self, token: str, now: datetime) -> Identity:
        """Whom the host site vouches for. Raises BadToken."""
        claims = _claims(token, self.site_key, _SITE)
        if _time(claims["exp"], now) <= now:
            raise BadToken("the identity has run out")
        subject, name = claims["sub"], claims.get("name")
        if not (isinstance(subject, str) and 0 < len(subject) <= 200):
            raise BadToken("sub: 1 to 200 characters")
        if not (isinstance(name, str) and 0 < len(name.strip()) <= 80):
            raise BadToken("name: 1 to 80 characters")
        return Identity(subject=subject, name=name.strip())

    def sign_identity(self, subject: str, name: str, now: datetime) -> str:
        """What the host site does with its key; the demo bank's page needs it."""
        claims = {
            "sub": subject,
            "name": name,
            "aud": _SITE,
            "iat": now,
            "exp": now + timedelta(minutes=5),
        }
        return jwt.encode(claims, self.site_key, _ALGORITHM)


def _claims(token: str, key: str, audience: str) -> dict[str, Any]:
    try:
        # Times are checked by the caller, against a clock that a test can move.
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=audience,
            options={
                "require": ["sub", "aud", "exp"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.InvalidTokenError as error:
        raise BadToken(str(error)) from error
    return claims


def _time(seconds: object, now: datetime) -> datetime:
    if not isinstance(seconds, int | float):
        raise BadToken("exp is not a number")
    try:
        return datetime.fromtimestamp(seconds, tz=now.tzinfo)
    except (OverflowError, ValueError, OSError) as error:
        raise BadToken("exp is out of range") from error
