import type { Client } from '../types.ts';
import { GITEA, GITLAB, JENKINS } from './code-hosts.ts';
import { DISCOURSE, LISTMONK, MASTODON } from './communities.ts';
import { DRUPAL, GHOST, JOOMLA, MAGENTO, PRESTASHOP, TYPO3 } from './content-systems.ts';
import { ALERT_DEVICE, CAMERA, PRINTER } from './devices.ts';
import { DOTNET_CLIENTS } from './dotnet.ts';
import { ENV_CLIENTS } from './env.ts';
import { FORWARDER_CLIENTS } from './forwarders.ts';
import { GO_CLIENTS } from './go.ts';
import { HOME_ASSISTANT, N8N, NEXTCLOUD, ODOO, ODOO_CONF } from './home-and-office.ts';
import { AUTH0, SUPABASE } from './hosted.ts';
import { AUTHELIA, AUTHENTIK, KEYCLOAK, VAULTWARDEN } from './identity.ts';
import { JAVA_CLIENTS } from './java.ts';
import { APPLE_MAIL, GMAIL_SEND_AS, IOS_MAIL, NEW_OUTLOOK, OUTLOOK, THUNDERBIRD } from './mail-programs.ts';
import { EM_CLIENT, FAIREMAIL, K9, SAMSUNG_EMAIL } from './mail-programs-phones.ts';
import { ALERTMANAGER, GRAFANA, UPTIME_KUMA, ZABBIX } from './monitoring.ts';
import { NODE_CLIENTS } from './node.ts';
import { NODEMAILER } from './nodemailer.ts';
import { PHP_CLIENTS } from './php.ts';
import { PHP_DSN_CLIENTS } from './php-dsn.ts';
import { PYTHON_CLIENTS } from './python.ts';
import { PYTHON_ASYNC_CLIENTS } from './python-async.ts';
import { RELAY_CLIENTS } from './relays.ts';
import { RUBY_CLIENTS } from './ruby.ts';
import { PFSENSE, PROXMOX, QNAP, SYNOLOGY, TRUENAS, UNRAID } from './storage-and-network.ts';
import { TOOL_CLIENTS } from './tools.ts';
import { EASY_WP_SMTP, FLUENT_SMTP, POST_SMTP, WORDPRESS } from './wordpress.ts';

/** Every client whose settings are understood, in the order in which they are listed. */
export const CLIENTS: readonly Client[] = [
  OUTLOOK,
  NEW_OUTLOOK,
  THUNDERBIRD,
  APPLE_MAIL,
  IOS_MAIL,
  GMAIL_SEND_AS,
  K9,
  SAMSUNG_EMAIL,
  FAIREMAIL,
  EM_CLIENT,
  NODEMAILER,
  ...NODE_CLIENTS,
  ...PYTHON_CLIENTS,
  ...PYTHON_ASYNC_CLIENTS,
  ...PHP_CLIENTS,
  ...PHP_DSN_CLIENTS,
  ...RUBY_CLIENTS,
  ...GO_CLIENTS,
  ...JAVA_CLIENTS,
  ...DOTNET_CLIENTS,
  ...ENV_CLIENTS,
  ...RELAY_CLIENTS,
  ...FORWARDER_CLIENTS,
  ...TOOL_CLIENTS,
  WORDPRESS,
  FLUENT_SMTP,
  POST_SMTP,
  EASY_WP_SMTP,
  MAGENTO,
  PRESTASHOP,
  JOOMLA,
  DRUPAL,
  TYPO3,
  GHOST,
  DISCOURSE,
  MASTODON,
  LISTMONK,
  GITEA,
  GITLAB,
  JENKINS,
  GRAFANA,
  ALERTMANAGER,
  ZABBIX,
  UPTIME_KUMA,
  KEYCLOAK,
  AUTHELIA,
  AUTHENTIK,
  VAULTWARDEN,
  SUPABASE,
  AUTH0,
  NEXTCLOUD,
  HOME_ASSISTANT,
  N8N,
  ODOO,
  ODOO_CONF,
  PROXMOX,
  SYNOLOGY,
  QNAP,
  TRUENAS,
  PFSENSE,
  UNRAID,
  PRINTER,
  CAMERA,
  ALERT_DEVICE,
];
