"""A PIN, code or password that a customer offers. Pure."""

import re

# The gateway masks secrets before a text gets here and leaves these marks; the second half
# is for a secret that came through.
_OFFERED = re.compile(
    r"\[(?:PIN|OTP|CVV|kata sandi)\b[^\]]{0,20}\]"
    r"|\b(?:pin|otp|cvv|cvc|password|kata sandi)\b"
    r"(?:\s+(?:saya|aku|gue|gw|nya|atm|my|is|itu|yaitu|adalah|ini)){0,4}\s*[:=]?\s*\d{3,8}\b",
    re.IGNORECASE,
)


def offers_a_secret(text: str) -> bool:
    """Whether the message holds a secret, or the mark of one."""
    return _OFFERED.search(text) is not None
