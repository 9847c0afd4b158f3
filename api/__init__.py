"""The gateway: HTTP and websockets in front of the use cases."""
