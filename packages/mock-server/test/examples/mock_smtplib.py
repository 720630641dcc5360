import json
import smtplib
import ssl
import subprocess
import urllib.request
from email.message import EmailMessage

command = ["smtp-triage", "mock", "--control"]
with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as mock:
    smtp = json.loads(mock.stdout.readline())

    message = EmailMessage()
    message["From"] = "shop@example.test"
    message["To"] = "bob@example.test"
    message["Subject"] = "Welcome, Bob"
    message.set_content("Hello!")
    with smtplib.SMTP(smtp["host"], smtp["ports"]["submission"]) as client:
        client.starttls(context=ssl.create_default_context(cadata=smtp["ca"]))
        client.login(smtp["user"], smtp["password"])
        client.send_message(message)

    with urllib.request.urlopen(smtp["control"] + "/messages/next?to=bob@example.test") as answer:
        mail = json.load(answer)
    assert mail["subject"] == "Welcome, Bob"
    assert mail["tls"] == "TLSv1.3"
# Leaving the block closes the pipe, and the mock ends
