"""Who may do what: access scopes, grants and the one authorisation module."""
