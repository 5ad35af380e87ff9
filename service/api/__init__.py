"""``/api``: the questions about paths over HTTP, with their OpenAPI document (docs/api.md)."""
