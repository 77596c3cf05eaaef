import { l10n, window } from 'vscode';
import type { TagSourceName } from '../../core/reference';
import type { ReferenceView } from '../../protocol/reference';
import type { EngineClient } from '../engine/engineClient';
import { mayAskService } from '../settings';
import type { DatasetDocument } from './datasetDocument';

/**
 * Takes the tags of a dataset from another source. Before images are sent to a cloud service a person agrees to their
 * number; null where they do not.
 */
export async function askTagSource(
  document: DatasetDocument,
  engine: EngineClient,
  source: TagSourceName,
): Promise<ReferenceView | null> {
  const dataset = await document.id();
  if (source === 'rekognition') {
    if (!mayAskService()) throw new Error(l10n.t('Set winnow.tagService to aws-rekognition first.'));
    const { images } = await engine.ask('untaggedImages', { dataset });
    if (images > 0 && !(await agrees(images))) return null;
  }
  const { view, failed } = await engine.ask('useTagSource', { dataset, source });
  if (failed.length > 0) {
    const [{ path, reason }] = failed;
    const text = l10n.t(
      '{0} images could not be tagged and are not held against the reference, {1} for one: {2}',
      failed.length,
      path,
      reason,
    );
    void window.showWarningMessage(text);
  }
  return view;
}

async function agrees(images: number): Promise<boolean> {
  const send = images === 1 ? l10n.t('Send 1 Image') : l10n.t('Send {0} Images', images);
  const answer = await window.showWarningMessage(
    images === 1 ? l10n.t('Send 1 image to AWS Rekognition?') : l10n.t('Send {0} images to AWS Rekognition?', images),
    {
      modal: true,
      detail: l10n.t(
        'Each is reduced to 1,024 pixels and sent without metadata and without its name. AWS bills your account for every image. Answers are kept, so that no image is sent twice.',
      ),
    },
    send,
  );
  return answer === send;
}
