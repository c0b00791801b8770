"""Table of the addresses of feeds."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class FeedAddress(Base):
    """A feed reader reads what its person may read. Only the SHA-256 of the secret word in the address stands here.

    The word is made of `nonce` and the wiki's secret key, so that it can be shown again to its person.
    """

    __tablename__ = "feed_addresses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    nonce: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
