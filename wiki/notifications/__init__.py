"""What people are told of: the inbox, and the mail that follows it."""
