"""The names of things. Ids are made at the edge and passed in: the core never invents one."""

from __future__ import annotations

from typing import NewType

ConversationId = NewType("ConversationId", str)  #: a UUID in canonical form
CustomerId = NewType("CustomerId", str)  #: a UUID in canonical form
StaffId = NewType("StaffId", str)  #: a UUID in canonical form
ClientId = NewType("ClientId", str)  #: made by the sender; unique in a conversation
