"""The driver's errors, as ours. Keyed by the names of its classes, so that nothing here imports the driver."""

from __future__ import annotations

from graph import errors

_OURS = "The database refused what wangge asked: {error}."
_DOWN = "Nothing answers at {address}: {error}. Is the server running, and is the address right?"
_LATE = "The database at {address} did not answer in time: {error}. Ask again, or give it more memory."
_LONG = "The answer took longer than it may and was given up. Ask for less: a smaller place, fewer norms, one line."

# Driver class → (our class, sentence). The nearest class in the error's own ancestry decides.
TRANSLATIONS: dict[str, tuple[type[Exception], str]] = {
    "GqlError": (errors.Fault, _OURS),
    "Neo4jError": (errors.DatabaseError, "The database at {address} failed: {error}."),
    "ClientError": (errors.Fault, _OURS),
    "CypherSyntaxError": (errors.Fault, _OURS),
    "CypherTypeError": (errors.Fault, _OURS),
    "ConstraintError": (
        errors.Conflict,
        "The database refused a write that would break a constraint: {error}. Load the file again.",
    ),
    "AuthError": (
        errors.AccessDenied,
        "The server at {address} refuses the user or the password; check WANGGE_NEO4J_USER and WANGGE_NEO4J_PASSWORD.",
    ),
    "TokenExpired": (errors.AccessDenied, "The server at {address} says the login has expired; renew it."),
    "Forbidden": (
        errors.AccessDenied,
        "The server at {address} does not allow this user to do that: {error}. Ask its administrator.",
    ),
    "DatabaseError": (errors.DatabaseError, "The database at {address} failed: {error}."),
    "TransientError": (errors.Exhausted, _LATE),
    "DatabaseUnavailable": (
        errors.Unreachable,
        "The database {database!r} at {address} is not available: {error}.",
    ),
    "NotALeader": (
        errors.Unreachable,
        "The server at {address} may not write; name the cluster with neo4j:// instead of bolt://.",
    ),
    "ForbiddenOnReadOnlyDatabase": (
        errors.AccessDenied,
        "The database {database!r} at {address} is read-only; make it writable or name another.",
    ),
    "DriverError": (errors.Fault, _OURS),
    "SessionError": (errors.Fault, _OURS),
    "TransactionError": (errors.Fault, _OURS),
    "TransactionNestingError": (errors.Fault, _OURS),
    "ResultError": (errors.Fault, _OURS),
    "ResultFailedError": (errors.Fault, _OURS),
    "ResultConsumedError": (errors.Fault, _OURS),
    "ResultNotSingleError": (errors.Fault, _OURS),
    "BrokenRecordError": (errors.Fault, _OURS),
    "SessionExpired": (errors.Unreachable, _DOWN),
    "ServiceUnavailable": (errors.Unreachable, _DOWN),
    "RoutingServiceUnavailable": (errors.Unreachable, _DOWN),
    "WriteServiceUnavailable": (errors.Unreachable, _DOWN),
    "ReadServiceUnavailable": (errors.Unreachable, _DOWN),
    "IncompleteCommit": (
        errors.Unreachable,
        "The connection to {address} broke while a write was being confirmed; load the same file again.",
    ),
    "ConfigurationError": (
        errors.InvalidInput,
        "The server address or login cannot be used: {error}. Check the WANGGE_NEO4J_ settings.",
    ),
    "AuthConfigurationError": (
        errors.InvalidInput,
        "The login cannot be used: {error}. Check WANGGE_NEO4J_USER and WANGGE_NEO4J_PASSWORD.",
    ),
    "CertificateConfigurationError": (
        errors.InvalidInput,
        "The certificate cannot be used: {error}. Use neo4j+s:// or neo4j+ssc:// as the server's administrator says.",
    ),
    "UnsupportedServerProduct": (
        errors.Unreachable,
        "What answers at {address} is no Neo4j 5.26 or newer: {error}.",
    ),
    "ConnectionPoolError": (errors.Unreachable, _DOWN),
    "ConnectionAcquisitionTimeoutError": (errors.Exhausted, _LATE),
}

# The server's own code says more than the driver's class for these.
CODES: dict[str, tuple[type[Exception], str]] = {
    "Neo.ClientError.Database.DatabaseNotFound": (
        errors.Unreachable,
        "There is no database {database!r} at {address}; set WANGGE_NEO4J_DATABASE to one that is there.",
    ),
    "Neo.ClientError.Transaction.TransactionTimedOut": (errors.OutOfTime, _LONG),
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": (errors.OutOfTime, _LONG),
    **dict.fromkeys(
        ("Neo.ClientError.Transaction.Terminated", "Neo.TransientError.Transaction.Terminated"),
        (errors.Cancelled, "The question was stopped: whoever asked it no longer waits for the answer."),
    ),
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": (
        errors.Exhausted,
        "The server has too little memory for this and wrote nothing; ask or load less, or raise WANGGE_HEAP_MB.",
    ),
    "Neo.TransientError.Transaction.DeadlockDetected": (
        errors.Conflict,
        "Two writes kept waiting for each other and this one gave up; nothing of it was written. Try again.",
    ),
}


def translate(error: Exception, address: str, database: str) -> Exception:
    """Our error for one of the driver's."""
    code = getattr(error, "code", None)
    ours, sentence = CODES.get(code or "") or next(
        TRANSLATIONS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in TRANSLATIONS
    )
    said = getattr(error, "message", None) or str(error) or type(error).__name__
    return ours(sentence.format(error=str(said).rstrip("."), address=address, database=database))
