"""What WhatsApp, Instagram and Facebook share: Meta's Graph API and webhooks. No channel itself."""
