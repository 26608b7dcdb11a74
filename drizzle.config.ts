import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: './storage/kernel/schema.ts',
  out: './d1-migrations/kernel',
  casing: 'snake_case',
})
