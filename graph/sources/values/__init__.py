"""Values that every reader meets: money, experience bands, countries."""
