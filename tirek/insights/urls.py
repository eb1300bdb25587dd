from django.urls import path

from tirek.insights import views

app_name = "insights"
urlpatterns = [path("", views.status, name="status")]
