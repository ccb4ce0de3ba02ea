"""The JSON API: one module a noun, its schemas and routes together. A route is a contract plus one call."""
