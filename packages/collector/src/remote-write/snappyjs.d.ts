declare module "snappyjs" {
  export function compress(plain: Buffer): Buffer;
  export function uncompress(compressed: Buffer, maxLength?: number): Buffer;
}
