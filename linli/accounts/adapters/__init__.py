"""Where accounts meet the framework."""
