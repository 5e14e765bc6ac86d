"""The demo town: invents a living street and writes it as a city folder. Knows neither Django nor a floor."""
