"""WhatsApp: people write to a number of the office, by Meta's Cloud API."""
