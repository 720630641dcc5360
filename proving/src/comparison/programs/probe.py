# What a careful program does with Python's smtplib: python3 probe.py PORT MODE PASSWORD|- [FROM TO]
import smtplib
import ssl
import sys

port, mode, password, *envelope = sys.argv[1:]
context = ssl.create_default_context()
if mode == "implicit-tls":
    smtp = smtplib.SMTP_SSL("mail.example.test", int(port), timeout=30, context=context)
else:
    smtp = smtplib.SMTP("mail.example.test", int(port), timeout=30)
with smtp:
    if mode == "starttls":
        smtp.starttls(context=context)
    if password != "-":
        smtp.login("ann", password)
    if envelope:
        smtp.ehlo_or_helo_if_needed()
        for code, reply in (smtp.mail(envelope[0]), smtp.rcpt(envelope[1])):
            if code >= 400:
                raise smtplib.SMTPResponseException(code, reply)
print("OK")
