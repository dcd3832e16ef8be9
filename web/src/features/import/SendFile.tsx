import { useMutation } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useState } from 'react';
import { Problem } from '../../ui/Problem';
import { DropFile } from './DropFile';

type Props<B> = {
  accept: string;
  title: string;
  note: string;
  /** What is being done while the file is on its way. */
  sending: string;
  send: (file: File, onShare: (share: number) => void) => Promise<B>;
  sent: (batch: B) => void;
};

/** Takes a file to the server, with how much of it has arrived. */
export function SendFile<B>({ accept, title, note, sending, send, sent }: Props<B>) {
  const [share, setShare] = useState(0);
  const run = useMutation({ mutationFn: (file: File) => send(file, setShare), onSuccess: sent });
  const take = (file: File) => {
    setShare(0);
    run.mutate(file);
  };
  return (
    <>
      {run.isError && <Problem error={run.error} />}
      <DropFile accept={accept} disabled={run.isPending} title={title} note={note} take={take} />
      {run.isPending && <Progress percent={Math.round(share * 100)} aria-label={sending} />}
    </>
  );
}
