"""Flask glue: transaction, actor, errors, headers, CSRF, templates."""
