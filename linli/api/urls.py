"""The API's one entrance."""

from ninja import NinjaAPI

api = NinjaAPI(title="Linli", version="1")
