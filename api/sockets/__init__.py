"""The two websocket endpoints."""
