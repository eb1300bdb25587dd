"""Addresses that every page uses."""

from django.urls import path

from tirek.ui import views

app_name = "ui"
urlpatterns = [
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("simple", views.simple, name="simple"),
]
