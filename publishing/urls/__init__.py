"""Addresses of what machines and other sites ask for."""
