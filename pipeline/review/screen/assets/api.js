// Questions to the server and acts; a problem is an error with a sentence to show.
export class Problem extends Error {}

async function answered(promise) {
  let response;
  try {
    response = await promise;
  } catch {
    throw new Problem(
      "The review server has ended. Every answer given so far is saved. To go on, run: pipeline review",
    );
  }
  let body = {};
  try {
    body = await response.json();
  } catch {
    throw new Problem("The answer could not be read. Reload the page.");
  }
  if (!response.ok) throw new Problem(body.problem || "This could not be done. Reload the page.");
  return body;
}

export const get = (name, asked = {}) =>
  answered(
    fetch(`api/${name}?${new URLSearchParams(asked)}`, { headers: { accept: "application/json" }, cache: "no-store" }),
  );

export const post = (name, given) =>
  answered(
    fetch(`api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(given),
    }),
  );
