"""Health, seeding and checks for whoever runs the wiki."""
