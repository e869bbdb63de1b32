import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokenService } from './access-token.service.ts';
import { AccountController } from './account.controller.ts';
import { AccountDeletionService } from './account-deletion.service.ts';
import { AdminProvisioningService } from './admin-provisioning.service.ts';
import { AuthController } from './auth.controller.ts';
import { AuthGateway } from './auth.gateway.ts';
import { VerificationCodes } from './verification-codes.ts';
import { GuestExpiry } from './guest-expiry.ts';
import { GuestsService } from './guests.service.ts';
import { JwtStrategy } from './jwt.strategy.ts';
import { LoginThrottle } from './login-throttle.ts';
import { LoginService } from './login.service.ts';
import { UsernameAvailability } from './username-availability.ts';
import { PasswordResetEntity } from './password-reset.entity.ts';
import { PasswordService } from './password.service.ts';
import { AccountMails } from './account-mails.ts';
import { CredentialCheck } from './credential-check.ts';
import { PasswordReplacement } from './password-replacement.ts';
import { PasswordResetLinks } from './password-reset-links.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { SessionTokenIssuer } from './session-tokens.ts';
import { RefreshReuseGuard, TokenRefreshService } from './token-refresh.service.ts';
import { PasswordHasher } from './password-hasher.ts';
import { RefreshTokenEntity } from './refresh-token.entity.ts';
import { RegistrationEntity } from './registration.entity.ts';
import { RegistrationService } from './registration.service.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionEntity } from './session.entity.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';
import { SigningKeysService } from './signing-keys.service.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';

/**
 * Identity: registration by a mailed code, passwords, sessions and their tokens, the handshake of sockets.
 * An account exists only after its address was proved, and a session that was ended is ended everywhere at once.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      RegistrationEntity,
      SessionEntity,
      RefreshTokenEntity,
      PasswordResetEntity,
      SigningKeyEntity,
    ]),
    JwtModule.register({}),
    PassportModule,
    UsersModule,
  ],
  controllers: [AuthController, SessionsController, AccountController],
  providers: [
    AccessTokenService,
    AccountDeletionService,
    AdminProvisioningService,
    AuthGateway,
    VerificationCodes,
    GuestExpiry,
    GuestsService,
    JwtStrategy,
    LoginThrottle,
    LoginService,
    UsernameAvailability,
    AccountMails,
    CredentialCheck,
    PasswordReplacement,
    PasswordResetLinks,
    PasswordResetService,
    PasswordService,
    RefreshReuseGuard,
    SessionTokenIssuer,
    TokenRefreshService,
    PasswordHasher,
    RegistrationService,
    RegistrationsRepository,
    SessionCookies,
    SessionsRepository,
    SessionsService,
    SigningKeysService,
  ],
  exports: [PasswordHasher, SessionsService],
})
export class AuthModule {}
