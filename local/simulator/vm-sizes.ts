/** The sizes of machines that the embedded regions offer, a few of Azure's own with their real numbers. */
export const vmSizes = [
  { name: 'Standard_DS2_v2', family: 'standardDSv2Family', vCPUs: 2, gpus: 0, memoryGB: 7 },
  { name: 'Standard_DS3_v2', family: 'standardDSv2Family', vCPUs: 4, gpus: 0, memoryGB: 14 },
  { name: 'Standard_E4s_v3', family: 'standardESv3Family', vCPUs: 4, gpus: 0, memoryGB: 32 },
  { name: 'Standard_E8s_v3', family: 'standardESv3Family', vCPUs: 8, gpus: 0, memoryGB: 64 },
  { name: 'Standard_NC6s_v3', family: 'standardNCSv3Family', vCPUs: 6, gpus: 1, memoryGB: 112 },
  { name: 'Standard_NC24ads_A100_v4', family: 'standardNCADSA100v4Family', vCPUs: 24, gpus: 1, memoryGB: 220 },
] as const;

export const vmFamilies: readonly string[] = [...new Set(vmSizes.map(({ family }) => family))];
