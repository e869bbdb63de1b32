// Jest links CommonJS libraries while the ESM graph is still loading; a library that require()s the ESM-only Nest
// (mailer, throttler, nestjs-pino) then looks like a circle. With Nest loaded first there is none.
import '@nestjs/common';
import '@nestjs/core';
