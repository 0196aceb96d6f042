"""Bot API methods that send places, contacts and files, and give files back."""

import hashlib
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.errors import FILE_TOO_BIG, WRONG_FILE, WRONG_FILE_ID, bad_request, not_offered
from bot.sandbox.methods.messages import captioned, send
from bot.sandbox.payload import Upload
from bot.sandbox.state import Bot

Json = dict[str, Any]

PHOTO_BYTES = 10_000_000
UPLOAD_BYTES = 50_000_000
DOWNLOAD_BYTES = 20_000_000
"""Most bytes of a photo, of another upload, and of a download (Bot API, Sending files)."""


def keep_file(bot: Bot, upload: Upload, folder: str) -> Json:
    """Store a file; its Bot API File. The same file gets a new file_id, as at Telegram."""
    number = len(bot.files) + 1
    unique = hashlib.sha256(upload.content).hexdigest()[:16]
    _, dot, ending = upload.name.rpartition(".")
    file: Json = {
        "file_id": f"file{bot.id}-{number}-{unique}",
        "file_unique_id": unique,
        "file_size": len(upload.content),
        "file_path": f"{folder}/file_{number}{dot}{ending if dot else ''}",
    }
    bot.files[file["file_id"]] = {**file, "content": upload.content, "name": upload.name}
    return file


def photo_sizes(file: Json) -> list[Json]:
    """A photo as Telegram lists it: small first. Width and height are made up."""
    names = ("file_id", "file_unique_id", "file_size")
    large = {name: file[name] for name in names}
    small = {**large, "file_unique_id": f"{file['file_unique_id']}s"}
    return [{**small, "width": 90, "height": 90}, {**large, "width": 1280, "height": 1280}]


def uploaded_file(call: Call, name: str, most: int, folder: str) -> Json:
    """The file that a parameter brings: uploaded now, or known by its file_id."""
    value = call.text(name) or ""
    upload = call.uploads.get(value.removeprefix("attach://")) if value else call.uploads.get(name)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > most:
            raise bad_request(FILE_TOO_BIG)
        return keep_file(call.bot, upload, folder)
    if value.startswith(("http://", "https://")):
        raise not_offered("sending files by URL")
    if value not in call.bot.files:
        raise bad_request(WRONG_FILE)
    return call.bot.files[value]


async def send_photo(call: Call) -> Json:
    """Send a photo with a caption."""
    call.writable_chat()
    caption = captioned(call)
    file = uploaded_file(call, "photo", PHOTO_BYTES, "photos")
    return send(call, photo=photo_sizes(file), **caption)


async def send_document(call: Call) -> Json:
    """Send any file with a caption."""
    call.writable_chat()
    caption = captioned(call)
    file = uploaded_file(call, "document", UPLOAD_BYTES, "documents")
    shown = {name: file[name] for name in ("file_id", "file_unique_id", "file_size")}
    name = call.bot.files[file["file_id"]]["name"]
    return send(call, document={**shown, "file_name": name}, **caption)


def place(call: Call) -> Json:
    """Latitude and longitude of a call, in degrees WGS84."""
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None or not -90 <= latitude <= 90:
        raise bad_request("invalid latitude specified")
    if longitude is None or not -180 <= longitude <= 180:
        raise bad_request("invalid longitude specified")
    return {"latitude": latitude, "longitude": longitude}


async def send_location(call: Call) -> Json:
    """Send a point on the map."""
    location = place(call)
    accuracy, period = call.number("horizontal_accuracy"), call.integer("live_period")
    if accuracy is not None:
        location["horizontal_accuracy"] = accuracy
    if period is not None:
        if not (60 <= period <= 86400 or period == 0x7FFFFFFF):
            raise bad_request("wrong live period specified")
        location["live_period"] = period
    return send(call, location=location)


async def send_venue(call: Call) -> Json:
    """Send a place with a name and an address."""
    title, address = call.text("title"), call.text("address")
    if not title or not address:
        raise bad_request("venue title and address must be non-empty")
    location = place(call)
    venue = {"location": location, "title": title, "address": address}
    return send(call, venue=venue, location=location)


async def send_contact(call: Call) -> Json:
    """Send a telephone number with a name."""
    phone, name = call.text("phone_number"), call.text("first_name")
    if not phone or not name:
        raise bad_request("phone number and first name must be non-empty")
    contact: Json = {"phone_number": phone, "first_name": name}
    for optional in ("last_name", "vcard"):
        if value := call.text(optional):
            contact[optional] = value
    return send(call, contact=contact)


async def get_file(call: Call) -> Json:
    """Where a file can be fetched from."""
    file = call.bot.files.get(call.text("file_id") or "")
    if file is None:
        raise bad_request(WRONG_FILE_ID)
    if file["file_size"] > DOWNLOAD_BYTES:
        raise bad_request(FILE_TOO_BIG)
    return {name: value for name, value in file.items() if name not in ("content", "name")}
