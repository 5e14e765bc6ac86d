"""What is uploaded stays in memory: on the disk it would have a name, and lie there when the process is killed."""

from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory

from linli.config.bridge import LARGEST_BODY


def test_the_largest_upload_that_is_let_in_has_no_file_of_its_own() -> None:
    original = SimpleUploadedFile("a.jpg", bytes(LARGEST_BODY - 1000), "image/jpeg")
    request = RequestFactory().post("/report/", {"photos": original})
    assert isinstance(request.FILES["photos"], InMemoryUploadedFile)
