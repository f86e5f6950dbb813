"""Addresses that are the same in every language, or name theirs."""

from django.urls import path

from publishing.views import crawling, embedding, pictures

urlpatterns = [
    path("robots.txt", crawling.robots, name="robots"),
    path("sitemap.xml", crawling.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", crawling.section, name="sitemap_section"),
    path("oembed", embedding.oembed, name="oembed"),
    path("embed/<slug:language>/<slug:kind>/<slug:name>/", embedding.card, name="embed"),
    path("cards/<slug:language>/<slug:kind>/<slug:name>/<slug:version>.png", pictures.picture, name="card"),
]
