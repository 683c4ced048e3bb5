"""The libraries that the project stands on: their versions and licences."""
