"""A person at the API: signs in with a token, reads ETags, sends If-Match, as an integrator would."""

import json
import uuid
from typing import Any

from django.test import Client

from comms.org.models import User
from comms.org.services import token_create


class Caller:
    def __init__(self, username: str) -> None:
        token = token_create(actor=User.objects.get(username=username), name="journey")
        self.client = Client(headers={"Authorization": f"Token {token}", "Accept-Language": "en"})

    def get(self, path: str, *, status: int = 200) -> Any:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == status, answer.content
        return answer.json()

    def one(self, path: str) -> Any:
        """The only row of a list."""
        (row,) = self.get(path)["results"]
        return row

    def post(self, path: str, *, status: int = 201, **body: Any) -> Any:
        """Make something: a new object, or a line under one."""
        answer = self.client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    def upload(self, path: str, **parts: Any) -> Any:
        answer = self.client.post(f"/api/v1/{path}", parts)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def act(self, path: str, verb: str, *, status: int = 200, key: bool = False, **body: Any) -> Any:
        """Read the object, then do the verb with the version just read."""
        headers = {"If-Match": self.client.get(f"/api/v1/{path}").headers["ETag"]}
        if key:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        address = f"/api/v1/{path}{verb}/"
        answer = self.client.post(address, json.dumps(body), content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def edit(self, path: str, **changes: Any) -> Any:
        """Change fields, with the version just read."""
        headers = {"If-Match": self.client.get(f"/api/v1/{path}").headers["ETag"]}
        answer = self.client.patch(
            f"/api/v1/{path}", json.dumps(changes), content_type="application/json", headers=headers
        )
        assert answer.status_code == 200, answer.content
        return answer.json()

    def decide(self, path: str, row: Any, verb: str) -> Any:
        """Decide on a row of a list, which has no page of its own, with the version that the list told."""
        answer = self.client.post(
            f"/api/v1/{path}{row['id']}/{verb}/",
            "{}",
            content_type="application/json",
            headers={"If-Match": f'"{row["version"]}"'},
        )
        assert answer.status_code == 200, answer.content
        return answer.json()

    def may(self, path: str, verb: str) -> tuple[bool, str]:
        """What the object says of the verb: (allowed, reason)."""
        (found,) = [action for action in self.get(path)["actions"] if action["verb"] == verb]
        return found["allowed"], found["reason"]
