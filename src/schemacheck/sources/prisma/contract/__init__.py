"""A contract of Prisma 8 as a source: contract.json, which `prisma contract emit` makes of what people write."""
