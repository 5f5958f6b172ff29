"""`/signin/provider`: signing in with an OpenID provider: authorization code, PKCE, and a claim that names a user."""

from __future__ import annotations

import hmac
from typing import Any

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.account import own_path, visitor_of, welcome
from api.errors import NoProvider, ProviderDown
from api.service import Service, TheService
from api.session_cookie import is_secure
from api.settings import Settings
from api.writing import connected
from layers.provider_visits import MINUTES, Visit, begin_visit, end_visit
from layers.signing_in import NobodyOfThatName, begin_session

router = APIRouter(prefix="/signin/provider", include_in_schema=False)

SECONDS = 10.0
"""Longest wait for the provider."""
SIGNED_WITH = ["RS256", "PS256", "ES256", "EdDSA"]
_SCOPE = "openid profile email"
_HELD = "moduong-visit"

log = structlog.get_logger()


@router.get("")
async def go(request: Request, service: TheService) -> Response:
    """Send the browser to the provider."""
    settings = _set_up(service)
    onward = own_path(request.query_params.get("next", ""))
    back = _back(request, service)

    def work() -> tuple[str, str]:
        with connected(service.addresses.officer) as connection:
            held, visit = begin_visit(connection, onward)
        with _client(settings, back) as client:
            endpoint = _described(settings)["authorization_endpoint"]
            url, _ = client.create_authorization_url(
                endpoint, state=visit.state, nonce=visit.nonce, code_verifier=visit.verifier
            )
        return held, str(url)

    held, url = await run_in_threadpool(work)
    found = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
    secure = is_secure(request)
    found.set_cookie(_HELD, held, MINUTES * 60, path=_path(request), secure=secure, httponly=True, samesite="lax")
    return found


@router.get("/back")
async def come_back(request: Request, service: TheService) -> Response:
    """Take who comes back from the provider for the user whose name it tells."""
    settings = _set_up(service)
    held, given, back = request.cookies.get(_HELD, ""), request.query_params, _back(request, service)

    def work() -> tuple[str, str]:
        with connected(service.addresses.officer) as connection:
            visit = end_visit(connection, held)
            if visit is None or not hmac.compare_digest(visit.state.encode(), given.get("state", "").encode()):
                raise ProviderDown
            name = _name_of(settings, back, visit, given.get("code", ""))
            return begin_session(connection, name, visitor_of(request)), visit.onward

    session, onward = await run_in_threadpool(work)
    found = welcome(request, session, onward)
    found.delete_cookie(_HELD, path=_path(request))
    return found


def _set_up(service: Service) -> Settings:
    if not service.settings.oidc_issuer:
        raise NoProvider
    return service.settings


def _path(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/signin/provider"


def _back(request: Request, service: Service) -> str:
    """Return the address that the provider sends the browser back to, as it is registered there."""
    base = service.settings.public_address.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{base}/signin/provider/back"


def _client(settings: Settings, back: str) -> OAuth2Client:
    return OAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret or None,
        token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
        scope=_SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _described(settings: Settings) -> dict[str, Any]:
    """Return what the provider says of itself.

    Raises
    ------
    ProviderDown
        When it does not, or speaks for somebody else.
    """
    issuer = settings.oidc_issuer.rstrip("/")
    try:
        told = httpx2.get(f"{issuer}/.well-known/openid-configuration", timeout=SECONDS)
        told.raise_for_status()
        described: dict[str, Any] = told.json()
        speaks_for = described["issuer"].rstrip("/")
    except (httpx2.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("the provider does not describe itself", reason=str(error))
        raise ProviderDown from error
    if speaks_for != issuer:
        log.warning("the provider speaks for another issuer", issuer=speaks_for)
        raise ProviderDown
    return described


def _name_of(settings: Settings, back: str, visit: Visit, code: str) -> str:
    """Return the name of who comes back, proven by the provider's signature.

    Raises
    ------
    ProviderDown
        When the provider does not answer, or what it answers does not hold.
    NobodyOfThatName
        When it tells no name.
    """
    with _client(settings, back) as client:
        described = _described(settings)
        try:
            token = client.fetch_token(described["token_endpoint"], code=code, code_verifier=visit.verifier)
            keys = KeySet.import_key_set(httpx2.get(described["jwks_uri"], timeout=SECONDS).json())
            claims = jwt.decode(token["id_token"], keys, algorithms=SIGNED_WITH).claims
            jwt.JWTClaimsRegistry(
                iss={"essential": True, "value": described["issuer"]},
                aud={"essential": True, "value": settings.oidc_client_id},
                exp={"essential": True},
                nonce={"essential": True, "value": visit.nonce},
                leeway=60,
            ).validate(claims)
            if settings.oidc_claim not in claims and "userinfo_endpoint" in described:
                more = client.get(described["userinfo_endpoint"]).json()
                claims = {**more, **claims} if more.get("sub") == claims["sub"] else claims
        except (httpx2.HTTPError, OAuthError, JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("the provider's answer does not hold", reason=f"{type(error).__name__}: {error}")
            raise ProviderDown from error
    name = claims.get(settings.oidc_claim)
    unproven = settings.oidc_claim == "email" and claims.get("email_verified") is not True
    if not isinstance(name, str) or not name.strip() or unproven:
        raise NobodyOfThatName
    return name
