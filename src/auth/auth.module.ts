import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokens } from './access-tokens.ts';
import { AccountController } from './account.controller.ts';
import { AccountRemoval } from './account-removal.ts';
import { AppointingService } from './admin-provisioning.service.ts';
import { AuthController } from './auth.controller.ts';
import { AuthGateway } from './auth.gateway.ts';
import { Codes } from './verification-codes.ts';
import { GuestExpiry } from './guest-expiry.ts';
import { GuestsService } from './guests.service.ts';
import { JwtStrategy } from './jwt.strategy.ts';
import { LoginFailures } from './login-failures.ts';
import { LoginService } from './login.service.ts';
import { Names } from './username-availability.ts';
import { PasswordReset } from './password-reset.entity.ts';
import { PasswordService } from './password.service.ts';
import { Passwords } from './password-hasher.ts';
import { RefreshToken } from './refresh-token.entity.ts';
import { Registration } from './registration.entity.ts';
import { RegistrationService } from './registration.service.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { SessionCookies } from './session-cookies.ts';
import { Session } from './session.entity.ts';
import { SigningKey } from './signing-key.entity.ts';
import { SigningKeys } from './signing-keys.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';

/**
 * Who somebody is: registration by a mailed code, passwords, sessions and their tokens, the handshake of sockets.
 * An account exists only after its address was proved, and a session that was ended is ended everywhere at once.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([Registration, Session, RefreshToken, PasswordReset, SigningKey]),
    JwtModule.register({}),
    PassportModule,
    UsersModule,
  ],
  controllers: [AuthController, SessionsController, AccountController],
  providers: [
    AccessTokens,
    AccountRemoval,
    AppointingService,
    AuthGateway,
    Codes,
    GuestExpiry,
    GuestsService,
    JwtStrategy,
    LoginFailures,
    LoginService,
    Names,
    PasswordService,
    Passwords,
    RegistrationService,
    RegistrationsRepository,
    SessionCookies,
    SessionsRepository,
    SessionsService,
    SigningKeys,
  ],
  exports: [Passwords, SessionsService],
})
export class AuthModule {}
