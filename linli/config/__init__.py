"""The top floor: settings, addresses, server entry points and the command line."""
