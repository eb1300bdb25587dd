"""What the invented people do: write, change, press, block. Each act is an update on its way to the webhook."""

import time

from tirek.demo.chats import Bubble, Chats, Json, Person, chat_json, message_json, user_json
from tirek.demo.methods import BOT
from tirek.demo.postman import Postman


class Crowd:
    """The people and their acts. Callable from any thread; delivery runs in the server's event loop."""

    def __init__(self, *, pauses: tuple[float, ...], patience: float) -> None:
        self.chats = Chats()
        self.postman = Postman(pauses=pauses, patience=patience)

    def person(self, chat_id: int) -> Person:
        """Raises KeyError for nobody."""
        return self.chats.people[chat_id]

    def new_person(self, language_code: str = "en") -> Person:
        return self.chats.new_person(language_code)

    def say(self, chat_id: int, text: str, *, reply_to: int | None = None) -> Bubble:
        """The person writes; the update is on its way when this returns. Writing lets a blocked bot in again."""
        person = self.person(chat_id)
        if person.blocked:
            self.unblock(chat_id)
        person.met = True
        bubble = self.chats.add(person, text, by_bot=False, reply_to=reply_to)
        bubble.state = "waiting"
        self._post(person, "message", message_json(person, bubble, BOT), bubble)
        return bubble

    def edit_last(self, chat_id: int, text: str) -> Bubble | None:
        """The person changes their last message; None when there is none."""
        person = self.person(chat_id)
        bubble = person.last_own()
        if bubble is None:
            return None
        bubble.text, bubble.edited, bubble.state = text, True, "waiting"
        self._post(person, "edited_message", message_json(person, bubble, BOT), bubble)
        return bubble

    def press(self, chat_id: int, message_id: int, payload: str) -> str:
        """The person presses a button under a message of the bot; gives the callback's id. KeyError for no such button."""
        person = self.person(chat_id)
        bubble = person.bubble(message_id)
        if bubble is None or all(button["callback_data"] != payload for row in bubble.rows for button in row):
            raise KeyError(payload)
        callback_id = self.chats.press_id()
        self.chats.spinning.add(callback_id)
        query = {"id": callback_id, "from": user_json(person), "message": message_json(person, bubble, BOT)}
        self._post(person, "callback_query", {**query, "chat_instance": str(-person.id), "data": payload})
        return callback_id

    def block(self, chat_id: int) -> None:
        """The person blocks the bot: the service is told, and whatever it sends gets 403."""
        self._change_member(self.person(chat_id), blocked=True)

    def unblock(self, chat_id: int) -> None:
        self._change_member(self.person(chat_id), blocked=False)

    def _change_member(self, person: Person, *, blocked: bool) -> None:
        if person.blocked == blocked:
            return
        person.blocked = blocked
        user = {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")}
        kicked, member = {"user": user, "status": "kicked", "until_date": 0}, {"user": user, "status": "member"}
        change = {"chat": chat_json(person), "from": user_json(person), "date": int(time.time())}
        old, new = (member, kicked) if blocked else (kicked, member)
        self._post(person, "my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})

    def _post(self, person: Person, kind: str, content: Json, bubble: Bubble | None = None) -> None:
        def done(arrived: bool) -> None:
            if bubble is not None:
                bubble.state = "arrived" if arrived else "lost"
            self.chats.changed()

        self.chats.changed()
        self.postman.post(person.id, self.chats.update(kind, content), done)
