"""Huiyin 回音: a city's enforcement campaign on residential compounds, from the first complaint to the last answer."""

__version__ = "0.1.0"
