"""Training the product's models: runs on a developer's machine, never in the service."""
