// Sends a form's fields to this wiki and believes nothing but JSON. Failures say why, in a word that the page translates.

const PATIENCE = 20_000; // milliseconds

export class Failure extends Error {
  constructor(reason, answer = {}) {
    super(reason);
    this.reason = reason; // network, slow, answer, fault, session, rights, gone, large, conflict, value
    this.answer = answer;
  }
}

const REASONS = { 401: "session", 403: "rights", 404: "gone", 409: "conflict", 413: "large" };

// The answer to the fields, as an object. A token that is older than the session is exchanged and the fields sent again.
export async function post(address, fields) {
  try {
    return await once(address, fields);
  } catch (failure) {
    if (failure.answer?.code !== "cross_site" || !failure.answer.is_signed_in) throw failure;
    return once(address, { ...fields, csrf_token: failure.answer.csrf_token });
  }
}

async function once(address, fields) {
  const response = await sent(address, fields);
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get("content-type") ?? "");
  if (response.type === "opaqueredirect") throw new Failure("session");
  if (!isJson) throw new Failure(response.ok ? "answer" : REASONS[response.status] ?? (response.status < 500 ? "answer" : "fault"));
  const answer = await response.json().catch(() => { throw new Failure("answer"); });
  renewToken(answer.csrf_token);
  if (response.ok) return answer;
  if (answer.code === "cross_site") throw new Failure("session", answer);
  throw new Failure(REASONS[response.status] ?? (response.status < 500 ? "value" : "fault"), answer);
}

async function sent(address, fields) {
  try {
    return await fetch(address, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw new Failure(error.name === "TimeoutError" ? "slow" : "network");
  }
}

function renewToken(token) {
  if (!token) return;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}
