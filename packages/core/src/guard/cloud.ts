/** An address at which clouds serve credentials or settings to their own machines. */
type CloudService = { readonly block: string; readonly name: string };

/** Never a mail server's, so no operator's list opens them. Range tables miss some: Azure's is in public space. */
export const CLOUD_SERVICES: readonly CloudService[] = [
  { block: '168.63.129.16/32', name: 'Azure wire server' },
  { block: '169.254.169.254/32', name: 'metadata (AWS, Azure, Google Cloud and most others)' },
  { block: '169.254.169.253/32', name: 'AWS resolver' },
  { block: '169.254.169.123/32', name: 'AWS time' },
  { block: '169.254.170.2/32', name: 'AWS ECS task metadata' },
  { block: '169.254.170.23/32', name: 'AWS EKS pod identity' },
  { block: '100.100.100.200/32', name: 'Alibaba Cloud metadata' },
  { block: '192.0.0.192/32', name: 'Oracle Cloud metadata' },
  { block: 'fd00:ec2::/32', name: 'AWS metadata, resolver and time' },
  { block: 'fd20:ce::254/128', name: 'Google Cloud metadata' },
];
