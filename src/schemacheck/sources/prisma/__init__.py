"""schema.prisma as a source: its language, what its names mean, and what Prisma would make of it in PostgreSQL."""
