import { POSTGRES } from '../../test/engines.ts';
import { queueContract } from '../../test/queue-contract.ts';

queueContract(POSTGRES);
