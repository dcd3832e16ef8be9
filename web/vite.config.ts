import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Assets are addressed relative to <base>, which the server writes: the same build works under any path.
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env.MANYI_SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false } },
  },
});
