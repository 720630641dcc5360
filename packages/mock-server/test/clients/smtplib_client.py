"""Sends one message with Python's smtplib: host port mode ca user password mechanism recipient."""

import smtplib
import ssl
import sys
from email.message import EmailMessage

host, port, mode, ca, user, password, mechanism, recipient = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)

if mode == "implicit-tls":
    client = smtplib.SMTP_SSL(host, int(port), context=context, timeout=10)
else:
    client = smtplib.SMTP(host, int(port), timeout=10)
    client.starttls(context=context)

message = EmailMessage()
message["From"] = "ann@example.test"
message["To"] = recipient
message["Subject"] = "Grüße"
message.set_content("Hällo")

with client:
    client.ehlo()
    # smtplib takes the best that it finds here
    client.esmtp_features["auth"] = mechanism
    client.login(user, password)
    client.send_message(message)
