{{- define "parley.fullname" -}}
{{- if contains "parley" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-parley" (.Release.Name | trunc 33 | trimSuffix "-") }}{{ end }}
{{- end }}

{{- define "parley.selector" -}}
app.kubernetes.io/name: parley
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "parley.labels" -}}
{{ include "parley.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- /* The name of the Secret: one that is there, or the one that the chart makes. */}}
{{- define "parley.secret" -}}
{{- if .Values.secrets }}{{ include "parley.fullname" . }}-secrets{{ else }}{{ required "existingSecret or secrets must be given: where SECRET_KEY and DATABASE_URL are" .Values.existingSecret }}{{ end }}
{{- end }}

{{- define "parley.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- /* Helm reads numbers as floating: a whole one is written as such. */}}
{{- define "parley.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- /* Mebibytes as Kubernetes writes them. */}}
{{- define "parley.memory" -}}
{{- if eq 0 (mod . 1024) }}{{ div . 1024 }}Gi{{ else }}{{ int64 . }}Mi{{ end }}
{{- end }}

{{- define "parley.settings" -}}
{{- $settings := merge (dict "NODE_ENV" "production" "PORT" "3000" "METRICS_PORT" "9464") .Values.settings (dict "PUBLIC_URL" (printf "https://%s" .Values.host)) }}
{{- range $name, $value := $settings }}
{{ $name }}: {{ include "parley.text" $value | quote }}
{{- end }}
{{- end }}

{{- /* Changed settings roll the pods. */}}
{{- define "parley.podAnnotations" -}}
checksum/settings: {{ include "parley.settings" . | sha256sum }}
{{- if .Values.secrets }}
checksum/secrets: {{ .Values.secrets | toJson | sha256sum }}
{{- end }}
{{- with .Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "parley.pod" -}}
serviceAccountName: {{ include "parley.fullname" . }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "parley.container" -}}
image: {{ include "parley.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - configMapRef: { name: {{ include "parley.fullname" . }}-settings }
  - secretRef: { name: {{ include "parley.secret" . }} }
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- /* Of a web or worker part: cpu and memoryMi. */}}
{{- define "parley.resources" -}}
requests: { cpu: {{ .cpu.request }}, memory: {{ include "parley.memory" .memoryMi }} }
limits: { cpu: {{ .cpu.limit | quote }}, memory: {{ include "parley.memory" .memoryMi }} }
{{- end }}

{{- define "parley.volumes" -}}
# Uploads on their way; the largest is 25 MB.
- name: scratch
  emptyDir: { sizeLimit: 1Gi }
- name: data
{{- if .Values.uploads.claim }}
  persistentVolumeClaim: { claimName: {{ .Values.uploads.claim }} }
{{- else }}
  emptyDir: { sizeLimit: 1Gi }
{{- end }}
{{- end }}
