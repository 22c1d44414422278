import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useAnswer } from '~/api/queries';

/* What the operator says of this site, for the pages that the law asks for. */
export function useSite() {
	return useAnswer(GatewayService.method.getSite, {});
}
