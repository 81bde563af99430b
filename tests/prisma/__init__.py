"""schema.prisma against what Prisma's own engine makes of it, on real schemas."""
