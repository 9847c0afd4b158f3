"""Who the customer is: anonymous at first, later whom the host site vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from handoff.application.conversations import ConversationService
from handoff.application.ports import (
    BadToken,
    Clock,
    Conversations,
    Customer,
    Customers,
    Tokens,
)
from handoff.domain.access import CustomerActor
from handoff.domain.conversation import IllegalCommand
from handoff.domain.ids import ConversationId, CustomerId

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    token: str
    expires_at: datetime
    customer: Customer
    conversation_id: ConversationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerService:
    customers: Customers
    conversations: Conversations
    service: ConversationService
    tokens: Tokens
    clock: Clock

    async def grant(self, token: str | None, identity: str | None) -> Grant:
        """A token for the holder of *token*, or for a new customer; bound to *identity* if given.

        Raises BadToken when *identity* is no good. A *token* that is no good is no error: its
        holder simply starts as somebody new.
        """
        now = self.clock()
        vouched = self.tokens.identity(identity, now) if identity else None
        holder, vouched_at = await self._holder(token, now)
        if vouched:
            # Never the anonymous customer under a new name: whoever holds that one's token, on
            # this browser or copied from it, must not become the site's customer with it.
            vouched_at = now
            customer = await self.customers.of_site(
                CustomerId(str(uuid4())), vouched.subject, vouched.name, now
            )
            if holder is not None and holder.subject is None:
                await self._bring_along(holder, customer)
        elif holder is not None:
            customer = holder
        else:
            vouched_at = None
            customer = Customer(id=CustomerId(str(uuid4())), subject=None, name=None)
            await self.customers.create(customer, now)
        granted, expires_at = self.tokens.grant(customer.id, now, vouched_at)
        return Grant(
            token=granted,
            expires_at=expires_at,
            customer=customer,
            conversation_id=await self.conversations.newest_open(customer.id),
        )

    async def _bring_along(self, anonymous: Customer, customer: Customer) -> None:
        """What the anonymous customer was talking about is now the known one's conversation."""
        for conversation_id in await self.conversations.open_of(anonymous.id):
            try:
                await self.service.identify(conversation_id, customer)
            except IllegalCommand:
                log.info("customer.bound_too_late", conversation=conversation_id)

    async def actor(self, token: str) -> tuple[CustomerActor, Customer, datetime]:
        """Who holds *token*, and until when. Raises BadToken."""
        holder = self.tokens.customer(token, self.clock())
        customer = await self.customers.get(holder.customer_id)
        if customer is None:
            raise BadToken("nobody's token")
        return CustomerActor(customer.id), customer, holder.expires_at

    async def _holder(
        self, token: str | None, now: datetime
    ) -> tuple[Customer | None, datetime | None]:
        """Who holds *token*, and when the host site vouched for them."""
        if token is None:
            return None, None
        try:
            holder = self.tokens.customer(token, now, renewing=True)
        except BadToken:
            return None, None
        return await self.customers.get(holder.customer_id), holder.vouched_at
