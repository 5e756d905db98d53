import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { Refusal } from '../http/refusal';
import { serve } from '../http/route';
import { object, whole } from '../http/schemas';

const WAIT_S = 60;

export function doctorRoutes(app: FastifyInstance, { products, doctors, supervisor }: Context): void {
  serve(app, 'doctor.start', { body: object({ waitSeconds: whole(0, 600) }) }, ({ params, body }) => {
    products.config(params.product);
    if (supervisor.open.some(({ ask }) => ask.what !== 'demo'))
      throw new Refusal(409, 'A run of a product is going on, which has the same ports.', 'Wait until it has ended.');
    const { yaml } = products.get(params.product);
    const file = join(products.folderOf(params.product), 'sut.yaml');
    return doctors.start(params.product, { yaml, file, waitMs: (body.waitSeconds ?? WAIT_S) * 1000 });
  });
  serve(app, 'doctor.read', {}, ({ params }) => {
    products.folderOf(params.product);
    return doctors.read(params.product);
  });
  serve(app, 'doctor.stop', {}, ({ params }) => doctors.stop(params.product));
}
