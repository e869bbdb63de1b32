import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokenService } from './access-tokens/access-token.service.ts';
import { JwtStrategy } from './access-tokens/jwt.strategy.ts';
import { SigningKeyEntity } from './access-tokens/signing-key.entity.ts';
import { SigningKeysService } from './access-tokens/signing-keys.service.ts';
import { AccountDataReader } from './account-changes/account-data-reader.ts';
import { AccountCorrectionWriter } from './account-changes/account-correction-writer.ts';
import { EmailAddressWriter } from './account-changes/email-address-writer.ts';
import { EmailChangeStore } from './account-changes/email-change-store.ts';
import { EmailChangeEntity, EmailUndoEntity } from './account-changes/email-change.entity.ts';
import { EmailChangeService } from './account-changes/email-change.service.ts';
import { EmailChangesRepository } from './account-changes/email-changes.repository.ts';
import { EmailConfirmationService } from './account-changes/email-confirmation.service.ts';
import { EmailRestorer } from './account-changes/email-restorer.ts';
import { EmailUndoController } from './account-changes/email-undo.controller.ts';
import { EmailUndoService } from './account-changes/email-undo.service.ts';
import { UsernameChangeService } from './account-changes/username-change.service.ts';
import { UsernameWriter } from './account-changes/username-writer.ts';
import { AccountAccessService } from './accounts/account-access.service.ts';
import { AccountAnonymizer } from './accounts/account-anonymizer.ts';
import { AccountDeletionService } from './accounts/account-deletion.service.ts';
import { AccountMails } from './accounts/account-mails.ts';
import { AccountController } from './accounts/account.controller.ts';
import { AccountSignInReader } from './accounts/account-sign-in-reader.ts';
import { AdminAccountWriter } from './accounts/admin-account-writer.ts';
import { AdminProvisioningService } from './accounts/admin-provisioning.service.ts';
import { GuestAccountCreator } from './accounts/guest-account-creator.ts';
import { GuestExpiry } from './accounts/guest-expiry.ts';
import { GuestsService } from './accounts/guests.service.ts';
import { OwnerConfirmation } from './accounts/owner-confirmation.ts';
import { MemberAccountWriter } from './accounts/member-account-writer.ts';
import { MemberProvisioningService } from './accounts/member-provisioning.service.ts';
import { AdmissionService } from './admission/admission.service.ts';
import { MissingFactors } from './admission/missing-factors.ts';
import { NewAccountAdmission } from './admission/new-account-admission.ts';
import { ProofEntity } from './admission/proof.entity.ts';
import { ProofsRepository } from './admission/proofs.repository.ts';
import { PolicyRecord } from './admission/policy-record.ts';
import { SecondFactorPolicy } from './admission/second-factor-policy.ts';
import { SignInTickets } from './admission/sign-in-tickets.ts';
import { BotAccounts } from './bots/bot-accounts.ts';
import { AuthRetention } from './auth-retention.ts';
import { AuthGateway } from './auth.gateway.ts';
import { InvitationAcceptanceService } from './invitations/invitation-acceptance.service.ts';
import { InvitationCleanup } from './invitations/invitation-cleanup.ts';
import { InvitationLinks } from './invitations/invitation-links.ts';
import { InvitationQueryService } from './invitations/invitation-query.service.ts';
import { InvitationAcceptanceEntity } from './invitations/invitation-acceptance.entity.ts';
import { InvitationAcceptances } from './invitations/invitation-acceptances.ts';
import { InvitationAcceptancesRepository } from './invitations/invitation-acceptances.repository.ts';
import { InvitationAccess } from './invitations/invitation-access.ts';
import { InvitationMails } from './invitations/invitation-mails.ts';
import { InvitationRoomEntity } from './invitations/invitation-room.entity.ts';
import { InvitationWriter } from './invitations/invitation-writer.ts';
import { InvitedRooms } from './invitations/invited-rooms.ts';
import { InvitationEntity } from './invitations/invitation.entity.ts';
import { InvitationsController } from './invitations/invitations.controller.ts';
import { InvitationsRepository } from './invitations/invitations.repository.ts';
import { InvitationsService } from './invitations/invitations.service.ts';
import { CredentialCheck } from './login/credential-check.ts';
import { LoginResponses } from './login/login-responses.ts';
import { LoginThrottle } from './login/login-throttle.ts';
import { LoginController } from './login/login.controller.ts';
import { LoginService } from './login/login.service.ts';
import { OwnPasskeysService } from './passkeys/own-passkeys.service.ts';
import { PasskeyChallenges } from './passkeys/passkey-challenges.ts';
import { PasskeyChangesService } from './passkeys/passkey-changes.service.ts';
import { PasskeyCheck } from './passkeys/passkey-check.ts';
import { PasskeyRegistration } from './passkeys/passkey-registration.ts';
import { PasskeySetupSignInService } from './passkeys/passkey-setup-sign-in.service.ts';
import { LetInController } from './let-in/let-in.controller.ts';
import { LetInLinks } from './let-in/let-in-links.ts';
import { LetInService } from './let-in/let-in.service.ts';
import { PasskeySignInController } from './passkeys/passkey-sign-in.controller.ts';
import { PasskeySignInService } from './passkeys/passkey-sign-in.service.ts';
import { PasskeySuspicion } from './passkeys/passkey-suspicion.ts';
import { PasskeyEntity } from './passkeys/passkey.entity.ts';
import { PasskeysController } from './passkeys/passkeys.controller.ts';
import { PasskeysRepository } from './passkeys/passkeys.repository.ts';
import { RelyingParty } from './passkeys/relying-party.ts';
import { PasswordHasher } from './passwords/password-hasher.ts';
import { PasswordLinkMails } from './passwords/password-link-mails.ts';
import { PasswordReplacement } from './passwords/password-replacement.ts';
import { PasswordResetLinks } from './passwords/password-reset-links.ts';
import { PasswordResetController } from './passwords/password-reset.controller.ts';
import { PasswordResetEntity } from './passwords/password-reset.entity.ts';
import { PasswordResetService } from './passwords/password-reset.service.ts';
import { PasswordService } from './passwords/password.service.ts';
import { FlowCookie } from './providers/flow-cookie.ts';
import { IdentitiesReader } from './identities/identities-reader.ts';
import { IdentitiesRepository } from './identities/identities.repository.ts';
import { IdentityMails } from './identities/identity-mails.ts';
import { ProviderAccountCreator } from './identities/provider-account-creator.ts';
import { ProviderAccountEvents } from './identities/provider-account-events.ts';
import { ProviderAccounts } from './identities/provider-accounts.ts';
import { ProviderAnswers } from './providers/provider-answers.ts';
import { ProviderClients } from './providers/provider-clients.ts';
import { ProviderFlows } from './providers/provider-flows.ts';
import { ProviderOutcomes } from './providers/provider-outcomes.ts';
import { ProviderReturnService } from './providers/provider-return.service.ts';
import { ProviderRoles } from './identities/provider-roles.ts';
import { ProviderSignInService } from './providers/provider-sign-in.service.ts';
import { ProviderStartService } from './providers/provider-start.service.ts';
import { ProviderStates } from './providers/provider-states.ts';
import { SealedIdTokens } from './provider-logout/sealed-id-tokens.ts';
import { IdentityEntity } from './identities/identity.entity.ts';
import { LogoutTokenEntity } from './provider-logout/logout-token.entity.ts';
import { BackchannelLogoutController } from './provider-logout/backchannel-logout.controller.ts';
import { LogoutTokens } from './provider-logout/logout-tokens.ts';
import { ProviderLogoutService } from './provider-logout/provider-logout.service.ts';
import { ProviderLogouts } from './provider-logout/provider-logouts.ts';
import { ProviderSessionsRepository } from './provider-logout/provider-sessions.repository.ts';
import { ProviderSignOutService } from './provider-logout/provider-sign-out.service.ts';
import { IdentitiesController } from './identities/identities.controller.ts';
import { IdentityDisconnection } from './identities/identity-disconnection.ts';
import { OwnIdentitiesService } from './identities/own-identities.service.ts';
import { ProviderConfirmationService } from './identities/provider-confirmation.service.ts';
import { ProviderConnectionService } from './identities/provider-connection.service.ts';
import { ProviderChecks } from './providers/provider-checks.ts';
import { ProviderDestinations } from './providers/provider-destinations.ts';
import { ProviderStartAccess } from './providers/provider-start-access.ts';
import { OidcController } from './providers/oidc.controller.ts';
import { ProviderStateEntity } from './providers/provider-state.entity.ts';
import { AccountCreator } from './registration/account-creator.ts';
import { AccountDrafts } from './registration/account-drafts.ts';
import { CodeResendService } from './registration/code-resend.service.ts';
import { EmailVerificationService } from './registration/email-verification.service.ts';
import { PendingRegistrationStore } from './registration/pending-registration-store.ts';
import { RegistrationProof } from './registration/registration-proof.ts';
import { RegistrationController } from './registration/registration.controller.ts';
import { RegistrationEntity } from './registration/registration.entity.ts';
import { RegistrationService } from './registration/registration.service.ts';
import { RegistrationVisitors } from './registration/registration-visitors.ts';
import { RegistrationsRepository } from './registration/registrations.repository.ts';
import { SignUpAccess } from './registration/sign-up-access.ts';
import { UsernameAvailability } from './registration/username-availability.ts';
import { VerificationCodes } from './registration/verification-codes.ts';
import { ConfirmationMethods } from './second-factor/confirmation-methods.ts';
import { WaysIn } from './second-factor/ways-in.ts';
import { ConfirmationService } from './second-factor/confirmation.service.ts';
import { FactorChangeAccess } from './second-factor/factor-change-access.ts';
import { FactorChangesService } from './second-factor/factor-changes.service.ts';
import { FactorMails } from './second-factor/factor-mails.ts';
import { FactorResetService } from './second-factor/factor-reset.service.ts';
import { FactorSetupSignInService } from './second-factor/factor-setup-sign-in.service.ts';
import { FactorsReader } from './second-factor/factors-reader.ts';
import { FactorsController } from './second-factor/factors.controller.ts';
import { FactorsRepository } from './second-factor/factors.repository.ts';
import { FirstAndLastFactor } from './second-factor/first-and-last-factor.ts';
import { OwnFactorsService } from './second-factor/own-factors.service.ts';
import { RecoveryCodeEntity } from './second-factor/recovery-code.entity.ts';
import { RecoveryCodesService } from './second-factor/recovery-codes.service.ts';
import { SecondFactorCheck } from './second-factor/second-factor-check.ts';
import { SecondFactorController } from './second-factor/second-factor.controller.ts';
import { SecondFactorSignInService } from './second-factor/second-factor-sign-in.service.ts';
import { SignInDataReader } from './second-factor/sign-in-data-reader.ts';
import { TotpCheck } from './second-factor/totp-check.ts';
import { TotpSecrets } from './second-factor/totp-secrets.ts';
import { TotpSetupService } from './second-factor/totp-setup.service.ts';
import { TotpEntity } from './second-factor/totp.entity.ts';
import { RefreshTokenEntity } from './sessions/refresh-token.entity.ts';
import { SessionCookies } from './sessions/session-cookies.ts';
import { SessionDataReader } from './sessions/session-data-reader.ts';
import { SessionProofs } from './sessions/session-proofs.ts';
import { SessionTokenIssuer } from './sessions/session-tokens.ts';
import { SessionController } from './sessions/session.controller.ts';
import { SessionEntity } from './sessions/session.entity.ts';
import { SessionsController } from './sessions/sessions.controller.ts';
import { SessionsRepository } from './sessions/sessions.repository.ts';
import { SessionsService } from './sessions/sessions.service.ts';
import { SignInDeviceEntity } from './sessions/sign-in-device.entity.ts';
import { SignInDevices } from './sessions/sign-in-devices.ts';
import { RefreshReuseGuard, TokenRefreshService } from './sessions/token-refresh.service.ts';
import { PersonalTokenEntity } from './tokens/personal-token.entity.ts';
import { PersonalTokensRepository } from './tokens/personal-tokens.repository.ts';
import { PersonalTokensService } from './tokens/personal-tokens.service.ts';
import { TokenAuthenticationService } from './tokens/token-authentication.service.ts';
import { TokenCreationAccess } from './tokens/token-creation-access.ts';
import { TokenExpiry } from './tokens/token-expiry.ts';
import { TokenMails } from './tokens/token-mails.ts';
import { TokenRevocationService } from './tokens/token-revocation.service.ts';
import { TokenUseRecord } from './tokens/token-use-record.ts';
import { TokensController } from './tokens/tokens.controller.ts';

/**
 * Identity: registration by a mailed code, passwords, sessions and their tokens, the handshake of sockets. An account
 * exists only after its address was verified, and an ended session is ended on all nodes at once.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      RegistrationEntity,
      SessionEntity,
      RefreshTokenEntity,
      PasswordResetEntity,
      SigningKeyEntity,
      SignInDeviceEntity,
      EmailChangeEntity,
      EmailUndoEntity,
      InvitationAcceptanceEntity,
      InvitationEntity,
      InvitationRoomEntity,
      ProofEntity,
      RecoveryCodeEntity,
      TotpEntity,
      PasskeyEntity,
      PersonalTokenEntity,
      IdentityEntity,
      LogoutTokenEntity,
      ProviderStateEntity,
    ]),
    JwtModule.register({}),
    PassportModule,
    UsersModule,
  ],
  controllers: [
    RegistrationController,
    LoginController,
    SessionController,
    PasswordResetController,
    SessionsController,
    AccountController,
    EmailUndoController,
    InvitationsController,
    SecondFactorController,
    FactorsController,
    LetInController,
    PasskeySignInController,
    PasskeysController,
    TokensController,
    OidcController,
    IdentitiesController,
    BackchannelLogoutController,
  ],
  providers: [
    AccountCorrectionWriter,
    AccessTokenService,
    AccountAccessService,
    AccountAnonymizer,
    AccountCreator,
    AccountDataReader,
    AccountDrafts,
    AuthRetention,
    AccountDeletionService,
    AccountMails,
    AccountSignInReader,
    AdminAccountWriter,
    AdminProvisioningService,
    AdmissionService,
    AuthGateway,
    BotAccounts,
    CodeResendService,
    ConfirmationMethods,
    ConfirmationService,
    CredentialCheck,
    EmailAddressWriter,
    EmailChangeService,
    EmailChangeStore,
    EmailChangesRepository,
    EmailConfirmationService,
    EmailRestorer,
    EmailUndoService,
    EmailVerificationService,
    FactorChangeAccess,
    FactorChangesService,
    FactorMails,
    FactorResetService,
    FactorSetupSignInService,
    FactorsReader,
    FactorsRepository,
    FirstAndLastFactor,
    FlowCookie,
    GuestAccountCreator,
    GuestExpiry,
    GuestsService,
    IdentitiesReader,
    IdentitiesRepository,
    IdentityDisconnection,
    IdentityMails,
    InvitationAcceptanceService,
    InvitationAcceptances,
    InvitationAcceptancesRepository,
    InvitationAccess,
    InvitationCleanup,
    InvitationLinks,
    InvitationMails,
    InvitationQueryService,
    InvitationsRepository,
    InvitationsService,
    InvitationWriter,
    InvitedRooms,
    JwtStrategy,
    LetInLinks,
    LetInService,
    LoginResponses,
    LoginService,
    LoginThrottle,
    MemberAccountWriter,
    MemberProvisioningService,
    MissingFactors,
    NewAccountAdmission,
    OwnFactorsService,
    OwnIdentitiesService,
    OwnPasskeysService,
    OwnerConfirmation,
    PasskeyChallenges,
    PasskeyChangesService,
    PasskeyCheck,
    PasskeyRegistration,
    PasskeySetupSignInService,
    PasskeySignInService,
    PasskeySuspicion,
    PasskeysRepository,
    PasswordHasher,
    PasswordLinkMails,
    PasswordReplacement,
    PasswordResetLinks,
    PasswordResetService,
    PasswordService,
    PendingRegistrationStore,
    PersonalTokensRepository,
    PersonalTokensService,
    ProofsRepository,
    ProviderAccountCreator,
    ProviderAccountEvents,
    ProviderAccounts,
    ProviderAnswers,
    ProviderChecks,
    ProviderConfirmationService,
    ProviderConnectionService,
    ProviderDestinations,
    ProviderClients,
    ProviderFlows,
    LogoutTokens,
    ProviderLogoutService,
    ProviderLogouts,
    ProviderOutcomes,
    ProviderReturnService,
    ProviderRoles,
    ProviderSessionsRepository,
    ProviderSignInService,
    ProviderSignOutService,
    ProviderStartAccess,
    ProviderStartService,
    ProviderStates,
    RecoveryCodesService,
    RefreshReuseGuard,
    RegistrationProof,
    RegistrationService,
    RelyingParty,
    RegistrationVisitors,
    RegistrationsRepository,
    SealedIdTokens,
    SecondFactorCheck,
    PolicyRecord,
    SecondFactorPolicy,
    SecondFactorSignInService,
    SessionCookies,
    SessionDataReader,
    SessionProofs,
    SessionTokenIssuer,
    SessionsRepository,
    SessionsService,
    SignInDataReader,
    SignInDevices,
    SignInTickets,
    SignUpAccess,
    SigningKeysService,
    TokenAuthenticationService,
    TokenCreationAccess,
    TokenExpiry,
    TokenMails,
    TokenRefreshService,
    TokenRevocationService,
    TokenUseRecord,
    TotpCheck,
    TotpSecrets,
    TotpSetupService,
    UsernameAvailability,
    UsernameChangeService,
    UsernameWriter,
    VerificationCodes,
    WaysIn,
  ],
  exports: [
    AccountAccessService,
    AccountCorrectionWriter,
    AccountDataReader,
    AccountDeletionService,
    AccountSignInReader,
    BotAccounts,
    ConfirmationService,
    FactorResetService,
    FactorsRepository,
    InvitationsRepository,
    InvitedRooms,
    MemberProvisioningService,
    PasswordHasher,
    PersonalTokensService,
    ProviderChecks,
    RelyingParty,
    SessionsService,
    TokenAuthenticationService,
    TokenCreationAccess,
    TokenRevocationService,
    TokenUseRecord,
    UsernameAvailability,
  ],
})
export class AuthModule {}
